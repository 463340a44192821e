module example.com/crash-log-new-ring

go 1.22
