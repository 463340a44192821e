module example.com/import-job

go 1.22
