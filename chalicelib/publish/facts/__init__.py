"""What the scripts of the pages must know of the domain, written as modules of static_site/js/facts.

Nothing there is kept by hand: `make api-documents` writes both files, and a test compares them with the domain.
`page.js` is what a visitor's page needs and weighs as little as it can; `forms.js` is for pages that change something.
"""
