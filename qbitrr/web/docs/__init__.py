"""The description of the API for programs and people, derived from the route table. Holds nothing the table does not say."""
