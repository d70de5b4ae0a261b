The page System leads to the licences of everything the page is made of, fonts included; a build collects them.
