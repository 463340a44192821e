module example.com/read-after-once

go 1.22
