module example.com/encoder-job-done

go 1.22
