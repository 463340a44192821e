module example.com/option-name-ok

go 1.22
