module belay.example/slice-over-c/fixed

go 1.19
