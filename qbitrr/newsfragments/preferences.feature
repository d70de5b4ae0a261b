Theme, density and whether lists refresh by themselves are kept in the configuration (`WebUI.Theme`, `WebUI.ViewDensity`, `WebUI.LiveArr`) as well as in
the browser; other tabs follow, and where the configuration cannot be changed they hold in that browser alone.
