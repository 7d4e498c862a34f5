"""Speaking to AWS without its SDK where the SDK is too slow: signatures, HTTP/1.1, and DynamoDB's JSON protocol."""
