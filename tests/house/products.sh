#!/usr/bin/env bash
# What differs between the products stands in the products' own files; nobody else names one, not even in a comment.
. "$TEAL_SRC/tests/house/tap.bash"

# May name a product: its rows, differences that are explained, hazards; in the sandbox the products' folders and, as long as one product
# only is played there, what sets that world up.
may='^src/(plan/product[a-z_]*\.[ch]|verify/explained\.[ch]|assess/hazards\.[ch]|sandbox/(product/.*|main\.c|settings\.c|setup\.c|github/mirror\.[ch]|juju/(seed|actions)\.c|world/(charms\.c|health\.c|sandbox\.h))):'

names=$(grep -m1 'PRODUCT_CHOICE "' src/plan/product.h | cut -d'"' -f2)
verdict "the products' names are known" "$([ -n "$names" ] || echo 'src/plan/product.h: there is no PRODUCT_CHOICE')"
verdict "nobody else names a product" "$(find src ui -name '*.[ch]' | sort | xargs grep -niE "${names:-none}" | grep -vE "$may")"

finish
