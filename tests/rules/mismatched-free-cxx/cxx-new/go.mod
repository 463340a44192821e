module example.com/cxx-new

go 1.24
