module example.com/cxx-new-ok

go 1.24
