"""HTTP/1.1 as far as AWS's own APIs need it, without redirects and proxies; general clients cost several times more."""
