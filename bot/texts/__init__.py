"""The only words: catalogues, dates, markup and the rendering of messages."""
