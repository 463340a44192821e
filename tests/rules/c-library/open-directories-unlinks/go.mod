module example.com/open-directories-unlinks

go 1.22
