module example.com/sample-column-view-again

go 1.22
