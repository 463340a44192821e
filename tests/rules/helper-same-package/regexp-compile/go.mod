module example.com/regexp-compile

go 1.22
