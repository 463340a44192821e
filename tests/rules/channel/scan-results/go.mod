module example.com/scan-results

go 1.22
