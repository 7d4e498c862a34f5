"""DynamoDB: tables keyed by organization, and one module of functions per aggregate. No PynamoDB object escapes."""
