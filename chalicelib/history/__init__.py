"""From events to counted days: what each service was, rolled up so that a document reads a few small items."""
