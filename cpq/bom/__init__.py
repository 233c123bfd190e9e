"""Products: the catalogue and its graph, the configurator, who may buy what, and a request taken apart into items."""
