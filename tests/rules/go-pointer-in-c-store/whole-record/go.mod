module example.com/whole-record

go 1.22
