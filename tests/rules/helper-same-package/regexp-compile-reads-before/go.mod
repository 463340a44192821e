module example.com/regexp-compile-reads-before

go 1.22
