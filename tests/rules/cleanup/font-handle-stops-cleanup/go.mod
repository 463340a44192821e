module example.com/font-handle-stops-cleanup

go 1.24
