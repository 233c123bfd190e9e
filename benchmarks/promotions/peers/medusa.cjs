// Medusa's promotion module, its own `computeActions`, with the database replaced by a list in memory.
// Reads {lines: [{product, quantity, price}], promotions: [{product, percent}], order: {from, percent}, runs} from standard input, prices as
// decimal numbers; writes {milliseconds, discount}: the best run, and what all adjustments add up to.
const { performance } = require("node:perf_hooks");
const PromotionModule = require("@medusajs/promotion/dist/services/promotion-module.js").default;

const input = JSON.parse(require("node:fs").readFileSync(0, "utf8"));

const rule = (attribute, operator, value) => ({ attribute, operator, values: [{ value: String(value) }] });

const standard = (code, method, rules = []) => ({
  id: code, code, type: "standard", is_automatic: true, rules,
  application_method: { id: code, type: "percentage", buy_rules: [], target_rules: [], ...method },
});

const promotions = input.promotions.map(({ product, percent }) =>
  standard(`off-${product}`, {
    value: percent, target_type: "items", allocation: "each", max_quantity: 1_000_000,
    target_rules: [rule("items.product.id", "eq", product)],
  }));
promotions.push(standard("order", { value: input.order.percent, target_type: "order", allocation: "across" },
  [rule("subtotal", "gte", input.order.from)]));

const items = () => input.lines.map(({ product, quantity, price }, index) => ({
  id: `item-${index}`, quantity, subtotal: price * quantity, original_total: price * quantity, is_discountable: true,
  product: { id: product }, adjustments: [],
}));

const manager = { getKnex: () => undefined };
const module_ = Object.create(PromotionModule.prototype);
module_.baseRepository_ = { getFreshManager: () => manager, getActiveManager: () => manager, serialize: (data) => data };
module_.promotionService_ = { list: async () => promotions };
module_.listActivePromotions_ = async () => promotions;

(async () => {
  const subtotal = input.lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0);
  let best = Infinity, discount = 0;
  for (let run = 0; run < input.runs; run++) {
    const context = { currency_code: "cny", subtotal, items: items(), shipping_methods: [] };
    const begin = performance.now();
    const actions = await module_.computeActions([], context, {}, { manager, transactionManager: manager });
    best = Math.min(best, performance.now() - begin);
    discount = actions.reduce((sum, action) => sum + Number(action.amount ?? 0), 0);
  }
  process.stdout.write(JSON.stringify({ milliseconds: best, discount: discount.toFixed(2) }));
})();
