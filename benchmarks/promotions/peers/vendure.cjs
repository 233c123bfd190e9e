// Vendure's order calculator with its own actions, conditions, entities and strategies; what would ask the database is a constant.
// Reads and writes what `medusa.cjs` does; Vendure counts in cents.
const { performance } = require("node:perf_hooks");
require("reflect-metadata");
const core = "@vendure/core/dist/";
const { OrderCalculator } = require(core + "service/helpers/order-calculator/order-calculator.js");
const { Promotion } = require(core + "entity/promotion/promotion.entity.js");
const { Order } = require(core + "entity/order/order.entity.js");
const { OrderLine } = require(core + "entity/order-line/order-line.entity.js");
const { productsPercentageDiscount } = require(core + "config/promotion/actions/product-percentage-discount-action.js");
const { orderPercentageDiscount } = require(core + "config/promotion/actions/order-percentage-discount-action.js");
const { minimumOrderAmount } = require(core + "config/promotion/conditions/min-order-amount-condition.js");
const { DefaultOrderTaxCalculationStrategy } = require(core + "config/tax/default-order-tax-calculation-strategy.js");
const { DefaultTaxLineCalculationStrategy } = require(core + "config/tax/default-tax-line-calculation-strategy.js");
const { DefaultOrderLineDiscountDistributionStrategy } = require(
  core + "config/order/default-order-line-discount-distribution-strategy.js");

const input = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const argument = (name, value) => ({ name, value: String(value) });
const kinds = { promotionActions: [productsPercentageDiscount, orderPercentageDiscount], promotionConditions: [minimumOrderAmount] };
const promotion = (id, code, args, conditions = []) =>
  new Promotion({ id, name: id, enabled: true, conditions, actions: [{ code, args }], priorityScore: 0, ...kinds });

const promotions = input.promotions.map(({ product, percent }) =>
  promotion(`off-${product}`, productsPercentageDiscount.code,
    [argument("discount", percent), { name: "productVariantIds", value: JSON.stringify([product]) }]));
promotions.push(promotion("order", orderPercentageDiscount.code, [argument("discount", input.order.percent)], [{
  code: minimumOrderAmount.code,
  args: [argument("amount", Math.round(input.order.from * 100)), argument("taxInclusive", false)],
}]));

const order = () => new Order({
  id: 1, couponCodes: [], surcharges: [], shippingLines: [], promotions: [], modifications: [], taxZoneId: 1,
  lines: input.lines.map(({ product, quantity, price }, index) => new OrderLine({
    id: index, productVariant: { id: product }, productVariantId: product, quantity, orderPlacedQuantity: 0, adjustments: [],
    listPrice: Math.round(price * 100), listPriceIncludesTax: false, taxLines: [{ description: "VAT", taxRate: 13 }], taxCategoryId: 1,
  })),
});

const zone = { id: 1, members: [] };
const rate = { apply: () => ({ description: "VAT", taxRate: 13 }) };
const settings = {
  taxOptions: {
    taxZoneStrategy: { determineTaxZone: () => zone },
    taxLineCalculationStrategy: new DefaultTaxLineCalculationStrategy(),
    orderTaxCalculationStrategy: new DefaultOrderTaxCalculationStrategy(),
  },
  orderOptions: { orderLineDiscountDistributionStrategy: new DefaultOrderLineDiscountDistributionStrategy() },
};
const calculator = new OrderCalculator(settings, { getAllWithMembers: async () => [zone] },
  { getApplicableTaxRate: async () => rate }, {}, {}, { get: (_context, _key, value) => value() });
const context = { channel: { id: 1, pricesIncludeTax: false }, channelId: 1 };

(async () => {
  let best = Infinity, discount = 0;
  for (let run = 0; run < input.runs; run++) {
    const asked = order();
    const begin = performance.now();
    await calculator.applyPriceAdjustments(context, asked, promotions, asked.lines);
    best = Math.min(best, performance.now() - begin);
    const listed = input.lines.reduce((sum, { quantity, price }) => sum + quantity * Math.round(price * 100), 0);
    discount = (listed - asked.subTotal) / 100;
  }
  process.stdout.write(JSON.stringify({ milliseconds: best, discount: discount.toFixed(2) }));
})();
