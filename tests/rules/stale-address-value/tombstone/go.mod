module example.com/tombstone

go 1.22
