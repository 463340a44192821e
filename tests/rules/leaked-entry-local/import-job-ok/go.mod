module example.com/import-job-ok

go 1.22
