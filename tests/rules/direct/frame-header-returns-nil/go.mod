module example.com/frame-header-returns-nil

go 1.22
