module example.com/gtk-surface

go 1.22
