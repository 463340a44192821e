module example.com/font-faces-ok

go 1.24
