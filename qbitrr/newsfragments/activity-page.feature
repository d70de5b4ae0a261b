The browser UI has the pages Activity (the journal with filters, a picture over time, what is new, export as CSV or JSON) and Quarantine (what was removed
and can be brought back, until when; open removals, to take back or let go).
