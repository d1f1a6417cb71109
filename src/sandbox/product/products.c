/* One product so far. */
#include "config.h"

#include "sandbox/product/products.h"

#include "base/mem.h"
#include "base/str.h"
#include "sandbox/product/kratos/product.h"

static const struct sandbox_product *const products[] = { &sandbox_kratos };

const struct charm *charm_find(const char *name)
{
	for (size_t i = 0; i < mem_count(products); i++)
		if (str_same(products[i]->charm->name, name))
			return products[i]->charm;
	return charm_beside(name);
}
