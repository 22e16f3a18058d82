"""How long the pages of the desk take, beside a bare page of the same size (`make bench`)."""
