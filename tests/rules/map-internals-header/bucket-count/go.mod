module example.com/bucket-count

go 1.22
