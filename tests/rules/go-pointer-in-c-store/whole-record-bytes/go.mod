module example.com/whole-record-bytes

go 1.22
