module example.com/env-strings

go 1.22
