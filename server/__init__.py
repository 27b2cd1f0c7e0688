"""The HTTP application: configuration, pages, the practice and the command line."""
