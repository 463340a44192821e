module example.com/env-strings-cloned

go 1.22
