module example.com/open-files-locked

go 1.22
