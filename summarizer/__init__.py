"""Turn the text of an article about a clinical trial into a validated summary whose every value is proven by the text."""
