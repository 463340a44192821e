# By code in any case, by name; all are one page.
belay explain BL102
for rule in bl102 freed-while-held; do
	belay explain $rule | cmp - "$cases/../../doc/rules/BL102.md"
done
