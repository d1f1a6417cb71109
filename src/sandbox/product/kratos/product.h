/* Kratos and its charm, for the stand-in. */
#ifndef TEAL_SANDBOX_PRODUCT_KRATOS_PRODUCT_H
#define TEAL_SANDBOX_PRODUCT_KRATOS_PRODUCT_H

struct sandbox_product;

extern const struct sandbox_product sandbox_kratos;

#endif
