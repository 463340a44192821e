module belay.example/slice-over-c/bug

go 1.19
