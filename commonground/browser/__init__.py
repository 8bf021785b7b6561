"""The practice's own count in its browser: the same Python and the same SQL as the command line's, in WebAssembly.

`bundle` puts together what a browser loads; `page` is what runs there. Nothing here makes a request.
"""
