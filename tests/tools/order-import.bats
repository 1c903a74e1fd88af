#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# order-import: every layout, what is refused, what is computed, and that no row is lost.

setup() {
  load "$SRC/tests/kit/lib.bash"
  load "$SRC/tests/kit/imports.bash"
  kit_setup
  importing order-import
  # Columns of Shopify's export, as few as its layout needs and the tests use.
  shopify='Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at'
  shopify+=',Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping Zip,Shipping Country,Id'
}

# order NUMBER QUANTITY PRICE TOTAL: a row of Shopify's for an order of one item.
order() {
  echo "#$1,c@example.com,paid,unfulfilled,EUR,$4,0.00,0.00,$4,0.00,2026-11-16 08:12:40 +0100,$2,Moka,$3,M-1,Ana,'00121,IT,900$1"
}

# more NUMBER QUANTITY PRICE: a row that goes on with it.
more() {
  echo "#$1,c@example.com,,,,,,,,,2026-11-16 08:12:40 +0100,$2,Filter,$3,F-1,,,,"
}

# rows FILE: how many rows ended as items or as rejects.
ended() {
  echo $(($(jq '.items | length' got | paste -sd+ | bc) + $(wc -l <rejects)))
}

@test "rows with one key are one order" {
  { echo "$shopify"; order 1 2 29.90 71.30; more 1 1 11.50; order 2 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  [ ! -s said ]
  holds 'map(.items | length) == [2, 1]'
  holds '.[0].items == [{"sku":"M-1","name":"Moka","quantity":2,"unit_price":"29.90","total":"59.80"},
    {"sku":"F-1","name":"Filter","quantity":1,"unit_price":"11.50","total":"11.50"}]'
  holds '.[0] | .id == "9001" and .number == "#1" and .placed_at == "2026-11-16T08:12:40+01:00" and .status == "open"'
  holds '.[0] | .total == "71.30" and .subtotal == "71.30" and .currency == "EUR" and (has("warnings") | not)'
  holds '.[0].source == {"format":"shopify","file":"in.csv","line":2}'
  holds '.[1].source.line == 4'
  valid
}

@test "a leading apostrophe before a postcode goes, and one in a name stays" {
  { echo "$shopify"; order 1 1 5.00 5.00 | sed "s/Ana/'t Hooft/"; } >in.csv
  import in.csv
  holds '.[0].ship_to == {"name":"'"'"'t Hooft","postal_code":"00121","country":"IT"}'
}

@test "the likely language is that of the country of delivery, and is called derived" {
  { echo "$shopify"; order 1 1 5.00 5.00; order 2 1 5.00 5.00 | sed 's/,IT,/,,/'; } >in.csv
  import in.csv
  holds '.[0] | .locale == "it-IT" and (.derived | index("locale"))'
  holds '.[1] | (has("locale") | not) and (.derived | index("locale") | not)'
}

@test "tax is added or held by whichever makes the total right" {
  { echo "$shopify"
    echo '#1,,paid,,EUR,10.00,2.00,2.20,14.20,0.00,2026-11-16 08:12:40 +0100,1,Moka,10.00,M,,,,1'
    echo '#2,,paid,,EUR,10.00,2.00,1.80,12.00,0.00,2026-11-16 08:12:40 +0100,1,Moka,10.00,M,,,,2'
    echo '#3,,paid,,EUR,10.00,2.00,1.80,13.00,0.00,2026-11-16 08:12:40 +0100,1,Moka,10.00,M,,,,3'
    echo '#4,,paid,,EUR,10.00,2.00,0.00,12.00,0.00,2026-11-16 08:12:40 +0100,1,Moka,10.00,M,,,,4'; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  holds 'map(.taxes_included) == [false, true, null, null]'
  holds '.[2].warnings == ["items 10.00 - discount 0.00 + shipping 2.00 + tax 1.80 = 13.80 (12.00 where prices include tax), not the total 13.00"]'
  holds '[.[] | select(.warnings) | .number] == ["#3"]'
  holds '.[2] | .total == "13.00" and .tax == "1.80" and .shipping == "2.00"'
}

@test "a row whose item is damaged is refused, and the order says so" {
  { echo "$shopify"; order 1 2 29.90 71.30; more 1 two 11.50; order 2 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  [ "$(cat said)" = 'order-import: in.csv:3: Lineitem quantity: expected a whole number, got "two"' ]
  holds 'map(.items | length) == [1, 1]'
  holds '.[0].warnings[-1] == "line 3 was refused"'
  holds '.[0].warnings | length == 3'
  [ "$(jq -r .raw rejects)" = "$(more 1 two 11.50)" ]
  valid
}

@test "with --whole such an order is refused with all its rows" {
  { echo "$shopify"; order 1 2 29.90 71.30; more 1 two 11.50; more 1 3 1.00; order 2 1 5.00 5.00; } >in.csv
  import --whole in.csv
  [ "$code" -eq 1 ]
  holds 'map(.number) == ["#2"]'
  [ "$(sed 's/^[^:]*: //' said)" = 'in.csv:2: refused with line 3 of the same order
in.csv:3: Lineitem quantity: expected a whole number, got "two"
in.csv:4: refused with line 3 of the same order' ]
  # What was refused, mended, is the order again.
  { head -n 1 in.csv; jq -r .raw rejects; } | sed 's/,two,/,1,/' >again.csv
  import again.csv
  [ "$code" -eq 0 ]
  holds 'map([.number, (.items | length)]) == [["#1", 3]]'
}

@test "damage to the order itself refuses all its rows" {
  { echo "$shopify"; order 1 1 29.90 much; more 1 1 11.50; order 2 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  holds 'map(.number) == ["#2"]'
  [ "$(jq -r '[.line, .reason] | @tsv' rejects)" = '2	Subtotal: expected an amount in EUR such as "12.50", got "much"
3	refused with line 2 of the same order' ]
}

@test "an order whose rows are not together is two records, the second with a warning" {
  { echo "$shopify"; order 1 1 5.00 5.00; order 2 1 5.00 5.00; order 1 1 7.00 7.00; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  holds 'map(.id) == ["9001", "9002", "9001"]'
  holds 'map(has("warnings")) == [false, false, true]'
  holds '.[2].warnings == ["an order 9001 came before in this run"]'
}

@test "a row with more or fewer cells than the header is refused by name" {
  { echo "$shopify"; order 1 1 5.00 5.00; echo '#3,x,paid'; order 2 1 5.00 5.00 | sed 's/Moka/Moka, red/'; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  [ "$(sed 's/^[^:]*: //' said)" = 'in.csv:3: the row has 3 cells, the header 19
in.csv:4: the row has 20 cells, the header 19' ]
  holds 'map(.number) == ["#1"]'
}

@test "a row that cannot be read is not silently missing from the order around it" {
  { echo "$shopify"; order 1 1 5.00 16.50; printf '#1,\377\n'; more 1 1 11.50; order 2 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  holds 'map(.items | length) == [2, 1]'
  holds '.[0].warnings == ["line 3 was refused"]'
  holds '.[1] | has("warnings") | not'
  [ "$(wc -l <rejects)" -eq 1 ]
}

# damaged WANT [ARG ...]: what becomes of in.csv: the orders that are left, and the lines that are refused.
damaged() {
  local want=$1
  shift
  import "$@" in.csv
  [ "$code" -eq 1 ]
  [ "$(jq -r .number got | xargs) | $(jq -r .line rejects | sort -n | xargs)" = "$want" ]
  [ "$(jq -r .line rejects | sort | uniq -d | wc -l)" -eq 0 ]
}

@test "an order whose first row cannot be read is refused with all its rows" {
  # What is not UTF-8, and too few cells; the second order is behind one and before another.
  for edit in 's/Moka/Caf\xe9/' 's/,paid,.*/,paid/' 's/Moka/Moka, red/' 's/Moka/"Moka/'; do
    { echo "$shopify"; order 1 1 5.00 5.00; order 2 2 29.90 71.30 | LC_ALL=C sed "$edit"; more 2 1 11.50; more 2 3 1.00
      order 3 1 5.00 5.00; } >in.csv
    damaged '#1 #3 | 3 4 5'
    holds 'all(has("warnings") | not)'
    [ "$(jq -r 'select(.line == 5).reason' rejects)" = 'refused with line 3 of the same order' ]
    damaged '#1 #3 | 3 4 5' --whole
    # The first of the file, too.
    sed -i 2d in.csv
    damaged '#3 | 2 3 4'
    damaged '#3 | 2 3 4' --whole
  done
}

@test "a cancelled order whose first row cannot be read is not an open one" {
  { echo "${shopify},Canceled at"
    order 1 1 5.00 16.50 | LC_ALL=C sed 's/$/,2026-11-17 10:00:00 +0100/; s/Moka/Caf\xe9/'
    more 1 1 11.50 | sed 's/$/,/'; } >in.csv
  damaged ' | 2 3'
  damaged ' | 2 3' --whole
}

@test "an order of which another row cannot be read says so, or is refused as a whole" {
  { echo "$shopify"; order 1 1 5.00 5.00; order 2 2 29.90 71.30; more 2 1 11.50; more 2 3 1.00; order 3 1 5.00 5.00; } >all.csv
  for line in 4 5; do
    for edit in 's/Filter/Caf\xe9/' 's/,Filter.*//'; do
      LC_ALL=C sed "$line$edit" all.csv >in.csv
      damaged "#1 #2 #3 | $line"
      holds '.[1].items | length == 2'
      holds ".[1].warnings[-1] == \"line $line was refused\""
      holds '[.[0], .[2]] | all(has("warnings") | not)'
      damaged '#1 #3 | 3 4 5' --whole
    done
  done
}

@test "a row whose key cannot be read may be of the order before it, or the first of the one behind it" {
  { echo "$shopify"; order 1 1 5.00 5.00; order 2 2 29.90 71.30; more 2 1 11.50; order 3 1 5.00 5.00; } >all.csv
  # The last row of an order; the one behind it has its own first.
  LC_ALL=C sed '4s/^/\xff/' all.csv >in.csv
  damaged '#1 #2 #3 | 4'
  holds '.[1].warnings[-1] == "line 4 cannot be read, and may have been part of this order"'
  holds '[.[0], .[2]] | all(has("warnings") | not)'
  damaged '#1 #3 | 3 4' --whole
  # The first: what is left of that order has no cell that marks its first row.
  LC_ALL=C sed '3s/^/\xff/' all.csv >in.csv
  damaged '#1 #3 | 3 4'
  holds '.[0].warnings == ["line 3 cannot be read, and may have been part of this order"]'
  [ "$(jq -r 'select(.line == 4).reason' rejects)" = 'this is not the first row of its order, which is missing' ]
  damaged '#3 | 2 3 4' --whole
  # Nor has it where the row is not there at all.
  sed 3d all.csv >in.csv
  damaged '#1 #3 | 3'
  # Where no cell marks it, nobody can tell.
  cat >map.json <<'END'
{ "require": ["No", "Item"], "rows": "lines", "key": "No", "dates": "YYYY-MM-DD",
  "order": { "number": "No", "placed_at": "Date", "currency": { "value": "EUR" } },
  "item": { "name": "Item", "quantity": "Qty", "unit_price": "Price" } }
END
  printf '%s\n' No,Date,Item,Qty,Price 1,2026-11-01,a,1,1 $'\xff2,2026-11-01,b,1,1' 2,2026-11-01,c,1,1 3,2026-11-01,d,1,1 >in.csv
  damaged '1 2 3 | 3' --map map.json
  holds '.[0:2] | all(.warnings == ["line 3 cannot be read, and may have been part of this order"])'
  holds '.[2] | has("warnings") | not'
  damaged '3 | 2 3 4' --map map.json --whole
}

@test "rows without a key do not go on with an order before a bad first row" {
  cat >map.json <<'END'
{ "require": ["No", "Item"], "rows": "lines", "key": "No", "empty_key_continues": true, "dates": "YYYY-MM-DD",
  "order": { "number": "No", "placed_at": "Date", "currency": { "value": "EUR" } },
  "item": { "name": "Item", "quantity": "Qty", "unit_price": "Price" } }
END
  for bad in 2,2026-11-01,b $'2,2026-11-01,\xff,1,1' $'\xff,2026-11-01,b,1,1'; do
    printf '%s\n' No,Date,Item,Qty,Price 1,2026-11-01,a,1,1 ,,a2,1,1 "$bad" ,,b2,1,1 ,,b3,1,1 3,2026-11-01,c,1,1 ,,c2,1,1 >in.csv
    damaged '1 3 | 4 5 6' --map map.json
    holds 'map([.items[].name]) == [["a", "a2"], ["c", "c2"]]'
    holds '.[1] | has("warnings") | not'
  done
  # A bad row that has no key goes on as others do.
  printf '%s\n' No,Date,Item,Qty,Price 1,2026-11-01,a,1,1 $',,\xff,1,1' ,,a3,1,1 3,2026-11-01,c,1,1 >in.csv
  damaged '1 3 | 3' --map map.json
  holds 'map([.items[].name]) == [["a", "a3"], ["c"]]'
  damaged '3 | 2 3 4' --map map.json --whole
}

@test "many bad rows are each refused once, and the orders around them are not whole" {
  { echo "$shopify"; order 1 1 5.00 5.00; for _ in {1..10050}; do printf '\377\n'; done; more 2 1 1.00; order 3 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$(jq -r .number got | xargs)" = '#1 #3' ]
  [ "$(jq .line rejects | sort -n | uniq | wc -l)" -eq 10051 ]
  [ "$(wc -l <rejects)" -eq 10051 ]
}

@test "empty cells are no error, and what is needed is" {
  { echo "$shopify"
    echo '#1,,,,EUR,,,,5.00,,2026-11-16 08:12:40 +0100,1,Moka,5.00,,,,,'
    echo '#2,,,,,,,,5.00,,2026-11-16 08:12:40 +0100,1,Moka,5.00,,,,,'
    echo '#3,,,,EUR,,,,5.00,,,1,Moka,5.00,,,,,'
    echo '#4,,,,EUR,,,,5.00,,2026-11-16 08:12:40 +0100,1,,5.00,,,,,'
    echo '#5,,,,EUR,,,,5.00,,2026-11-16 08:12:40 +0100,,Moka,5.00,,,,,'
    echo ',,,,EUR,,,,5.00,,2026-11-16 08:12:40 +0100,1,Moka,5.00,,,,,'; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  [ "$(sed 's/^[^:]*: //' said | sort -t : -k 2n)" = 'in.csv:3: the export names no currency, and neither does the shop file
in.csv:4: the order has no date
in.csv:5: the item has neither an article number nor a name
in.csv:6: Lineitem quantity: expected a whole number, got nothing
in.csv:7: Name: expected text, got nothing' ]
  holds 'length == 1'
  holds '.[0] | .id == "#1" and .total == "5.00" and .derived == ["items.total", "id", "subtotal"]'
  valid
}

@test "the shop file gives the currency, and the zone of times without one" {
  echo '{"currency":"CHF","timezone":"Europe/Zurich"}' >shop.json
  { echo 'Order ID,Order Date,Order Status,Order Total,Cart Base Amount'; echo '77,2026-07-01 10:00:00,Shipped,12.50,12.50'; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  holds '.[0] | .currency == "CHF" and .placed_at == "2026-07-01T10:00:00+02:00" and (.derived | index("currency"))'
  holds '.[0] | has("warnings") | not'
  rm shop.json
  import in.csv
  holds '.[0] | .currency == "USD" and .placed_at == "2026-07-01T10:00:00Z"'
  holds '.[0].warnings == ["the export names no currency: USD is the layout'"'"'s guess"]'
}

@test "separators and decimal marks of other countries" {
  { echo "$shopify"; order 1 2 1029.90 2059.80; } | tr ',' ';' | tr '.' ',' | sed 's/example,com/example.com/; s/1029,90/1.029,90/' >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  holds '.[0] | .total == "2059.80" and .items[0].unit_price == "1029.90" and (has("warnings") | not)'
  tr ';' '\t' <in.csv >in.tsv
  import in.tsv
  [ "$code" -eq 0 ]
  holds '.[0].total == "2059.80"'
  tr ';' '!' <in.csv >odd.csv
  import odd.csv
  [ "$code" -eq 2 ]
  import --separator '!' odd.csv
  [ "$code" -eq 0 ]
  import --separator tab in.tsv
  [ "$code" -eq 0 ]
}

@test "an amount that could be a thousand or one is refused" {
  { echo "$shopify"; order 1 1 '"1,000"' '"1,000"'; order 2 1 '"1,234"' '"1,234"'; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  grep -q 'Subtotal: "1,000" can be read in two ways' said
  # EUR has no three decimals: this can only be a thousand.
  holds 'map(.total) == ["1234.00"]'
}

@test "encodings: Windows-1252 by name, UTF-16 and UTF-8 by their mark" {
  { echo "$shopify"; order 1 1 5.00 5.00 | sed 's/Moka/Crème brûlée/'; } >utf8.csv
  iconv -f utf-8 -t windows-1252 utf8.csv >windows.csv
  import windows.csv
  [ "$code" -eq 1 ]
  grep -q 'try --encoding windows-1252' said
  import --encoding windows-1252 windows.csv
  [ "$code" -eq 0 ]
  holds '.[0].items[0].name == "Crème brûlée"'
  iconv -f utf-8 -t utf-16 utf8.csv >utf16.csv
  import utf16.csv
  [ "$code" -eq 0 ]
  holds '.[0].items[0].name == "Crème brûlée"'
  { printf '\357\273\277'; cat utf8.csv; } >marked.csv
  import marked.csv
  [ "$code" -eq 0 ]
  holds '.[0].number == "#1"'
}

@test "quoted cells hold newlines, separators and quotes" {
  { echo "$shopify"; order 1 1 5.00 5.00 | sed 's/Moka/"Moka\n""three"" cups, red"/'; order 2 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  holds '.[0].items[0].name == "Moka\n\"three\" cups, red"'
  holds '.[1].source.line == 4'
}

@test "lines before the header are passed over, with a remark" {
  { echo '# exported by hand; do not edit'; echo; echo 'Orders;of;November'; echo "$shopify"; order 1 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  [ "$(cat said)" = 'order-import: in.csv: 2 lines before the header passed over' ]
  holds 'map([.number, .source.line]) == [["#1", 5]]'
  import --quiet in.csv
  [ ! -s said ]
}

@test "a header that no layout knows, and a layout that does not fit" {
  echo 'a,b,c' >odd.csv
  { echo "$shopify"; order 1 1 5.00 5.00; } >in.csv
  import odd.csv in.csv
  [ "$code" -eq 2 ]
  grep -q '^order-import: odd.csv: none of the [0-9]* layouts knows these columns; --list-layouts ' said
  holds 'length == 1'
  import --from etsy in.csv
  [ "$code" -eq 2 ]
  [ ! -s got ]
  [ "$(cat said)" = 'order-import: in.csv: none of the 2 layouts knows these columns; --list-layouts shows them, and aftercare-layout(5) how to write one' ]
  sed 1s/Fulfillment/Filfulment/ in.csv | sed 's/Financial Status/Finances/' >renamed.csv
  import --from shopify renamed.csv
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'order-import: renamed.csv: no header of layout shopify found: it has no column "Financial Status"' ]
  run --separate-stderr order-import --from nowhere in.csv
  [ "$status" -eq 2 ]
  [[ $stderr == 'order-import: there is no layout "nowhere"; expected one of amazon, amazon-unshipped, '* ]]
  run --separate-stderr order-import --separator ab in.csv
  [ "$status" -eq 2 ]
  [ "${stderr_lines[0]}" = 'order-import: --separator: expected one character or tab, got "ab"' ]
}

@test "exports one behind the other, header and all" {
  { echo "$shopify"; order 1 1 5.00 5.00; echo "$shopify"; order 2 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  holds 'map(.number) == ["#1", "#2"]'
  [ "$(cat said)" = 'order-import: in.csv: 1 row without data passed over' ]
}

@test "a cancelled, a refunded, a fulfilled and an open order" {
  { echo "${shopify},Canceled at"
    order 1 1 5.00 5.00 | sed 's/$/,2026-11-17 10:00:00 +0100/'
    order 2 1 5.00 5.00 | sed 's/,paid,/,refunded,/; s/$/,/'
    order 3 1 5.00 5.00 | sed 's/,paid,unfulfilled,/,paid,fulfilled,/; s/$/,/'
    order 4 1 5.00 5.00 | sed 's/,unfulfilled,/,,/; s/$/,/'
    order 5 1 5.00 5.00 | sed 's/,unfulfilled,/,lost at sea,/; s/$/,/'
    order 6 1 5.00 5.00 | sed 's/,paid,/,wibble,/; s/$/,/'; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  holds 'map(.status) == ["cancelled", "refunded", "fulfilled", "open", "open"]'
  holds '.[4].warnings == ["Financial Status: \"wibble\" is a word this layout does not know"]'
  [ "$(sed 's/^[^:]*: //' said)" = 'in.csv:6: Fulfillment Status: expected a word that the layout knows, got "lost at sea"' ]
}

@test "hostile cells are text, and nothing more" {
  name=$'=HYPERLINK(\x01\x1b[31m<b>{{x}}'
  { echo "$shopify"; order 1 1 5.00 5.00 | sed "s/Ana/'$name/"; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  [ "$(jq -r .ship_to.name got)" = "$name" ]
  valid
  { echo "$shopify"; order 1 $'1\x1b[31m' 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  [ "$(cat said)" = 'order-import: in.csv:2: Lineitem quantity: expected a whole number, got "1\x1b[31m"' ]
}

@test "an order of more rows than any order has is refused row by row" {
  { echo "$shopify"; order 1 1 5.00 5.00; for _ in {1..10050}; do more 1 1 1.00; done; order 2 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  holds 'map(.number) == ["#2"]'
  [ "$(wc -l <rejects)" -eq 10051 ]
  [ "$(jq .line rejects | sort -n | uniq | wc -l)" -eq 10051 ]
}

@test "WooCommerce: items in numbered columns of one row" {
  cat >in.csv <<'END'
order_id,order_number,order_date,status,order_total,order_subtotal,shipping_total,order_currency,payment_method,payment_method_title,customer_id,customer_note,billing_first_name,billing_last_name,billing_phone,billing_address_1,billing_address_2,billing_city,billing_state,billing_postcode,Product Item 1 Name,Product Item 1 id,Product Item 1 SKU,Product Item 1 Quantity,Product Item 1 Total,Product Item 1 Subtotal,Product Item 2 Name,Product Item 2 id,Product Item 2 SKU,Product Item 2 Quantity,Product Item 2 Total,Product Item 2 Subtotal
727,727,2026-11-18 10:15:00,wc-processing,56.90,52.00,4.90,EUR,bacs,Bonifico,0,,Ewa,Nowak,+48 123,ul. Długa 5,,Łódź,,90-001,Moka,93,,2,40.00,40.00,Filter,94,F-1,1,12.00,12.00
728,728,2026-11-18 11:15:00,completed,12.00,12.00,0.00,EUR,bacs,Bonifico,5,,Jan,Kowalski,,,,,,,Filter,94,F-1,1,12.00,12.00,,,,,,
729,729,2026-11-18 11:15:00,refunded,12.00,12.00,0.00,EUR,bacs,Bonifico,5,,Jan,Kowalski,,,,,,,Filter,94,F-1,one,12.00,12.00,,,,,,
END
  import in.csv
  [ "$code" -eq 1 ]
  [ "$(sed 's/^[^:]*: //' said)" = 'in.csv:4: Product Item 1 Quantity: expected a whole number, got "one"' ]
  holds 'map(.status) == ["open", "fulfilled"]'
  holds 'map([.items[].sku]) == [["93", "F-1"], ["F-1"]]'
  holds '.[0] | .items[0].unit_price == "20.00" and .items[0].total == "40.00" and .total == "56.90" and (has("warnings") | not)'
  holds '.[0] | .customer == {"name":"Ewa Nowak","phone":"+48 123"} and (.derived | index("customer.name"))'
  holds '.[1].customer.id == "5"'
  valid
}

rest() {
  cat <<'END'
[{"id":727,"number":"727","status":"processing","currency":"EUR","date_created":"2026-11-18T10:15:00",
"date_created_gmt":"2026-11-18T09:15:00","discount_total":"5.00","shipping_total":"4.90","total_tax":"10.50","total":"64.40",
"customer_id":0,"billing":{"first_name":"Ewa","last_name":"Nowak","email":"ewa@example.com","country":"PL"},
"shipping":{"first_name":"Ewa","last_name":"Nowak","city":"Łódź","postcode":"90-001","country":"PL"},
"payment_method":"bacs","payment_method_title":"Bank transfer","date_paid_gmt":null,
"line_items":[{"name":"Moka [3], {red}","product_id":93,"quantity":2,"subtotal":"40.00","total":"36.00","sku":"",
"image":{"src":"https://shop.example/a.jpg"}},{"name":"Filter","quantity":1,"subtotal":"12.00","sku":"F1","image":{"src":""}}],
"coupon_lines":[{"code":"save5"},{"code":"x"}],"fee_lines":[{"total":"2.00"}]},
{"id":728,"status":"sold","currency":"EUR","date_created_gmt":"2026-11-18T09:15:00","total":"1.00","billing":{},"line_items":[]},
{"id":729,"status":"completed","currency":"EUR","date_created_gmt":"2026-11-18T09:15:00","billing":{},
"line_items":[{"name":"x","quantity":"two","subtotal":"1.00"}]},
{"id":730,"status":"completed","currency":"EUR","date_created_gmt":"2026-11-18T09:15:00","billing":{},
"line_items":[{"name":"x","quantity":1,"subtotal":"1.00"}]}]
END
}

@test "WooCommerce's REST API: a list, a list in an object, an object a line" {
  rest >list.json
  jq '{page: 1, orders: ., next: [3]}' list.json >wrapped.json
  jq -c '.[]' list.json >lines.json
  for file in list wrapped lines; do
    import --from woocommerce "$file.json"
    [ "$code" -eq 1 ]
    holds 'map(.id) == ["727", "730"]'
    holds '.[0] | .placed_at == "2026-11-18T09:15:00Z" and .total == "64.40" and (has("warnings") | not)'
    holds '.[0].items == [{"sku":"93","name":"Moka [3], {red}","quantity":2,"unit_price":"20.00","total":"40.00",
      "image":"https://shop.example/a.jpg"},{"sku":"F1","name":"Filter","quantity":1,"unit_price":"12.00","total":"12.00"}]'
    holds '.[0] | .discount_codes == ["save5", "x"] and .shipping == "6.90" and .discount == "5.00" and .locale == "pl-PL"'
    holds '.[0].customer == {"name":"Ewa Nowak","email":"ewa@example.com"}'
    holds 'all(.source.format == "woocommerce-rest")'
    [ "$(jq -r .reason rejects)" = 'record 2 (id 728): status: expected a word that the layout knows, got "sold"
record 3 (id 729): line_items[0].quantity: expected a whole number, got "two"' ]
    valid
  done
  order-import lines.json 2>/dev/null >by-name || true
  order-import <lines.json 2>/dev/null | sed 's/"stdin"/"lines.json"/' >piped || true
  same by-name piped
}

@test "JSON that is broken costs itself where it can be told, and the run says where not" {
  rest | jq -c '.[0, 3]' >two.json
  { sed -n 1p two.json; echo '{"id":1,"line_items":['; sed -n 2p two.json; } >lines.json
  import lines.json
  [ "$code" -eq 1 ]
  holds 'map(.id) == ["727", "730"]'
  [ "$(jq -r '[.line, .raw] | @tsv' rejects)" = '2	{"id":1,"line_items":[' ]
  { printf '['; sed -n 1p two.json; printf ',{"id":9,'; } >cut.json
  import cut.json
  [ "$code" -eq 2 ]
  holds 'map(.id) == ["727"]'
  grep -q '^order-import: cut.json: line 2: the object that begins here is not closed' said
  echo '{"a":1}' >other.json
  import other.json
  [ "$code" -eq 2 ]
  import --from shopify two.json
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'order-import: two.json: this is JSON, and the layout reads CSV' ]
}

@test "Etsy's sold orders, without items" {
  cat >in.csv <<'END'
Sale Date,Order ID,Buyer User ID,Full Name,First Name,Last Name,Number of Items,Payment Method,Date Shipped,Street 1,Street 2,Ship City,Ship State,Ship Zipcode,Ship Country,Currency,Order Value,Coupon Code,Coupon Details,Discount Amount,Shipping Discount,Shipping,Sales Tax,Order Total,Status,Card Processing Fees,Order Net,Adjusted Order Total,Adjusted Card Processing Fees,Adjusted Net Order Amount,Buyer,Order Type,Payment Type,InPerson Discount,InPerson Location,SKU
09/22/26,331,maria,Maria Gonzalez,Maria,Gonzalez,2,Credit Card,09/24/26,1520 E Camelback,,Phoenix,AZ,85014,United States,USD,69.97,SAVE,10% off,5.00,0.00,4.99,0.00,69.96,,,,,,,maria,online,online_cc,,,
END
  import in.csv
  [ "$code" -eq 0 ]
  holds '.[0] | .items == [] and .subtotal == "69.97" and .total == "69.96" and .status == "fulfilled" and (has("warnings") | not)'
  holds '.[0].source.format == "etsy-orders"'
  valid
}

@test "eBay: preamble, rows that sum up, footer, amounts with a currency" {
  cat >in.csv <<'END'
,,,,,,,,,,,,,
Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Ship To Name,Ship To Country,Item Number,Item Title,Custom Label,Quantity,Sold For,Shipping And Handling,Total Price,Sale Date,Minimum Estimated Delivery Date,Maximum Estimated Delivery Date

101,12-1,ana,Ana,a@example.com,Ana,United Kingdom,,,,3,,£4.00,"£1,034.00",Sep-22-26,Sep-25-26,Sep-28-26
101,12-1,,,,,,77,Moka,M-1,1,"£1,000.00",,,Sep-22-26,,
101,12-1,,,,,,78,Filter,,2,£15.00,,,Sep-22-26,,
102,12-2,bob,Bob,,Bob,United States,79,Cup,,1,$5.00,$1.00,$6.00,Sep-23-26,,
,,,,,,,,,,,,,,,,
4,record(s) downloaded,from ,Sep-22-26,to,Sep-23-26
Seller ID : someone,,,,,,,,,,,,,,,,
END
  import in.csv
  holds 'map([.id, .currency, (.items | length)]) == [["12-1", "GBP", 2], ["12-2", "USD", 1]]'
  holds '.[0] | .shipping == "4.00" and .total == "1034.00" and (has("warnings") | not)'
  holds '.[0].promised == {"from":"2026-09-25","to":"2026-09-28"}'
  holds '.[0].items[1] | .unit_price == "15.00" and .sku == "78"'
  holds '.[1].warnings == ["the export names no currency: USD is the layout'"'"'s guess"]'
  [ "$code" -eq 0 ]
  valid
}

@test "eBay: its total and its taxes are held to the items, whose price is of one" {
  cat >in.csv <<'END'
Sales Record Number,Order Number,Item Title,Quantity,Sold For,Shipping And Handling,Seller Collected Tax,eBay Collected Tax,Total Price,Sale Date
12,01-1,Lamp,2,US $10.00,US $5.00,US $0.50,US $1.00,US $26.50,Nov-01-26
13,01-2,Lamp,2,US $20.00,US $5.00,,,US $25.00,Nov-01-26
END
  import in.csv
  [ "$code" -eq 0 ]
  holds '.[0] | .total == "26.50" and .tax == "1.50" and .items[0].total == "20.00" and (has("warnings") | not)'
  holds '.[0].derived | index("total") | not'
  holds '.[1] | .total == "25.00" and .warnings == ["items 40.00 + shipping 5.00 = 45.00, not the total 25.00"]'
}

@test "Etsy: an item's total, before its discount, is held to its price" {
  cat >in.csv <<'END'
Sale Date,Item Name,Quantity,Price,Discount Amount,Item Total,Currency,Transaction ID,Listing ID,Order ID
09/22/26,Shirt,2,24.99,5.00,49.98,USD,4,1,331
09/22/26,Shirt,2,24.99,5.00,30.00,USD,5,1,332
END
  import in.csv
  [ "$code" -eq 0 ]
  holds '.[0] | .items[0].total == "44.98" and (has("warnings") | not)'
  holds '.[1].warnings == ["item 1: 2 x 24.99 less discount is 44.98, not the total 25.00"]'
}

@test "Amazon's report of all orders, by tabs" {
  printf '%s\n' 'amazon-order-id,merchant-order-id,purchase-date,last-updated-date,order-status,fulfillment-channel,sales-channel,order-channel,url,ship-service-level,product-name,sku,asin,item-status,quantity,currency,item-price,item-tax,shipping-price,shipping-tax,gift-wrap-price,gift-wrap-tax,item-promotion-discount,ship-promotion-discount,ship-city,ship-state,ship-postal-code,ship-country,promotion-ids,is-business-order,purchase-order-number,price-designation' \
    '113-1,,2026-09-22T15:04:11+00:00,,Shipped,Amazon,Amazon.com,,,Standard,Tee,S-1,B01,Shipped,2,USD,20.00,1.60,4.00,0.40,,,2.00,1.00,Phoenix,AZ,85018,US,PROMO1,false,,' \
    '113-1,,2026-09-22T15:04:11+00:00,,Shipped,Amazon,Amazon.com,,,Standard,Cap,S-2,B02,Shipped,1,USD,10.00,0.80,,,,,,,Phoenix,AZ,85018,US,,false,,' \
    '114-1,,2026-09-22T15:04:11+00:00,,Cancelled,,,,,,Tasse,S-3,B03,Cancelled,0,,,,,,,,,,Köln,,50667,DE,,,,' | tr ',' '\t' >in.tsv
  import in.tsv
  [ "$code" -eq 0 ]
  holds 'map([.status, .currency]) == [["fulfilled", "USD"], ["cancelled", "EUR"]]'
  holds '.[0] | .items[0].unit_price == "10.00" and .items[0].discount == "2.00" and .items[0].total == "18.00"'
  # 18 + 10 - 1 + 4 + 2.80
  holds '.[0] | .shipping == "4.00" and .tax == "2.80" and .discount == "1.00" and .total == "33.80" and .taxes_included == false'
  valid
}

# A line of Amazon's report, orders NUMBER and name NAME.
amazon_row() {
  printf '%s\t2026-11-01T10:00:00Z\tShipped\t%s\tS\t1\tUSD\t10.00\n' "$1" "$2"
}

@test "Amazon: a quote is a character, and swallows no rows" {
  {
    printf 'amazon-order-id\tpurchase-date\torder-status\tproduct-name\tsku\tquantity\tcurrency\titem-price\n'
    amazon_row 1 '"Best ever pan'
    amazon_row 2 'Cup'
    amazon_row 3 'Pipe 12"'
    amazon_row 4 '"Vintage" lamp'
  } >in.tsv
  import in.tsv
  [ "$code" -eq 0 ]
  holds 'map(.items[0].name) == ["\"Best ever pan", "Cup", "Pipe 12\"", "\"Vintage\" lamp"]'
  # A spreadsheet has saved it with commas: then it has quoted, too.
  { head -n 1 in.tsv | tr '\t' ,; echo '5,2026-11-01T10:00:00Z,Shipped,"Pan, 12"" wide",S,1,USD,10.00'; } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  holds 'map(.items[0].name) == ["Pan, 12\" wide"]'
}

@test "lone CRs end lines where the file has no other line ends" {
  { echo "$shopify"; order 1 1 5.00 5.00; order 2 1 5.00 5.00; } | tr '\n' '\r' >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  holds 'map(.number) == ["#1", "#2"]'
  holds 'map(.source.line) == [2, 3]'
  # Where only some lines end so, they are refused together, and told why.
  { echo "$shopify"; { order 1 1 5.00 5.00; order 2 1 5.00 5.00; } | tr '\n' '\r'; echo; order 3 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  holds 'map(.number) == ["#3"]'
  [ "$(jq -r .reason rejects)" = 'the row has 37 cells, the header 19, and a CR stands in it: if that is the end of a line, give all lines of the file the same' ]
}

@test "a column of --map that the file lacks is told, and a wrong constant is the layout's fault" {
  printf 'Nr,Zeit,Artikel,Menge,Preis\n1,2026-11-18T09:15:00Z,Moka,2,10.00\n' >in.csv
  cat >till.json <<'END'
{"require": ["Nr", "Artikel"], "rows": "lines", "key": "Nr",
 "order": {"number": "Nr", "placed_at": "Zeit", "currency": {"value": "EUR"}},
 "item": {"name": "Artikel", "quantity": "Menge", "unit_price": "Preiss"}}
END
  import --map till.json in.csv
  [ "$code" -eq 0 ]
  [ "$(cat said)" = 'order-import: in.csv: there is no column "Preiss", which till.json names' ]
  sed 's/"quantity": "Menge", //' till.json >none.json
  import --map none.json in.csv
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'order-import: none.json:3: item: expected a field quantity' ]
  sed -i 's/"EUR"/"EURO"/' till.json
  import --map till.json in.csv
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'order-import: till.json:2: order.currency.value: expected an ISO 4217 currency such as EUR, got "EURO"' ]
}

@test "what is no CSV at all is told with the way out" {
  { echo "$shopify"; order 1 1 5.00 5.00; } >in.csv
  iconv -f utf-8 -t utf-16le in.csv >wide.csv
  import wide.csv
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'order-import: wide.csv: the file is UTF-16 without a byte order mark: try --encoding utf-16' ]
  import --encoding utf-16 wide.csv
  [ "$code" -eq 0 ]
  gzip -k in.csv
  import in.csv.gz
  [ "$code" -eq 2 ]
  [ "$(cat said)" = 'order-import: in.csv.gz: the file is compressed: read what zcat FILE gives' ]
  printf '\xe9\xe9,b\n' >latin.csv
  import latin.csv
  [ "$code" -eq 2 ]
  grep -q 'no header found: not UTF-8 at byte 1; if the file is from Excel try --encoding windows-1252$' said
}

@test "a file in which there are no orders is told" {
  echo "$shopify" >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  [ "$(cat said)" = 'order-import: in.csv: no orders in it' ]
}

@test "a quote that is closed amid a cell is said to be so" {
  { echo "$shopify"; order 1 1 5.00 5.00 | sed 's/Moka/"Vintage" Moka/'; order 2 1 5.00 5.00; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  holds 'map(.number) == ["#2"]'
  [ "$(jq -r .reason rejects)" = 'text stands behind a closing quote' ]
  { echo "$shopify"; order 1 1 5.00 5.00 | sed 's/Moka/"Vintage Moka/'; order 2 1 5.00 5.00 | sed 's/Moka/Moka" pot/'; } >in.csv
  import in.csv
  [ "$code" -eq 1 ]
  holds 'map(.number) == ["#2"]'
  [ "$(jq -r .reason rejects)" = 'a quote opened on line 2 is closed on line 3 with text behind it' ]
}

@test "TikTok: the row of explanations is no order" {
  cat >in.csv <<'END'
Order ID,Order Status,Order Substatus,SKU ID,Seller SKU,Product Name,Variation,Quantity,SKU Unit Original Price,SKU Platform Discount,SKU Seller Discount,SKU Subtotal After Discount,Shipping Fee After Discount,Taxes,Small Order Fee,Order Amount,Created Time,Paid Time,Cancelled Time,Shipping Provider Name,Tracking ID,Recipient,Zipcode,Country,City
Platform unique order ID.,Current order status.,,,,,,,,,,,,,,,,,,,,,,,
577000000000000001,To ship,Awaiting shipment,17,S-1,Moka,"Red, large",2,£10.00,£1.00,£0.00,£19.00,£2.50,£0.00,,£21.50,22/09/2026 15:04:11,22/09/2026 15:05:00,,Evri,H0001,Ann,LS1 4AP,United Kingdom,Leeds
577000000000000002,Canceled,,17,,Moka,,1,£10.00,,,£10.00,£2.50,£0.00,,£12.50,22/09/2026 15:04:11,,22/09/2026 16:00:00,,,Ann,LS1 4AP,United Kingdom,Leeds
END
  import in.csv
  [ "$code" -eq 0 ]
  [ "$(cat said)" = 'order-import: in.csv: 1 row without data passed over' ]
  holds 'map([.status, .currency, .total]) == [["open", "GBP", "21.50"], ["cancelled", "GBP", "12.50"]]'
  holds '.[0].items == [{"sku":"S-1","name":"Moka - Red, large","quantity":2,"unit_price":"10.00","discount":"1.00","total":"19.00"}]'
  holds '.[0].shipments == [{"carrier":"Evri","tracking_number":"H0001"}]'
  holds 'all(has("warnings") | not)'
  valid
}

@test "BigCommerce: one order a row" {
  cat >in.csv <<'END'
Order ID,Order Date,Delivery Date,Order Status,Order Total,Cart Base Amount,Tax Total,Shipping Total,Refund Amount,Payment Method,Card Number (Last 4),First Name,Last Name,Email Address,Phone,Billing Street 1,Billing City,Billing State,Billing Zip Code,Billing Country,Shipping Street 1,Shipping City,Shipping State,Shipping Zip Code,Shipping Country,IP Address,Customer Message,Staff Notes
101,2026-09-22,2026-09-28,Awaiting Fulfillment,26.00,20.00,2.00,4.00,0.00,Visa,**** 4242,Ana,Rossi,ana@example.com,555,1 High St,Leeds,,LS1 4AP,United Kingdom,1 High St,Leeds,,LS1 4AP,United Kingdom,127.0.0.1,,
END
  import in.csv
  [ "$code" -eq 0 ]
  holds '.[0] | .payment == {"method":"Visa","last4":"4242"} and .promised == {"to":"2026-09-28"} and .taxes_included == false'
  holds '.[0] | .customer.name == "Ana Rossi" and .ship_to.country == "GB" and .total == "26.00"'
  valid
}

@test "a shop's own layout: beside its shop file, or by --map" {
  cat >till.json <<'END'
{
  "about": "The shop's own till",
  "require": ["Beleg", "Artikel", "Menge"],
  "rows": "lines",
  "key": "Beleg",
  "empty_key_continues": true,
  "decimal": ",",
  "dates": "DD.MM.YYYY hh:mm",
  "zone": "Europe/Berlin",
  "order": {
    "number": "Beleg",
    "placed_at": { "join": ["Datum", "Zeit"] },
    "status": [ { "column": "Menge", "starts": { "-": "cancelled" }, "unknown": "skip" }, { "value": "fulfilled" } ],
    "currency": { "value": "EUR" },
    "customer.email": "Mail",
    "total": "Summe"
  },
  "item": { "name": "Artikel", "quantity": "Menge", "unit_price": "Preis" }
}
END
  cat >till.csv <<'END'
Beleg;Datum;Zeit;Mail;Artikel;Menge;Preis;Summe
1007;18.11.2026;09:15;jan@example.com;Mokka;2;29,90;71,30
;;;;Filter;1;11,50;
1008;18.11.2026;10:02;;Kanne;-1;1.049,00;-1.049,00
END
  import --map till.json till.csv
  [ "$code" -eq 0 ]
  holds 'map([.id, .placed_at, .status, (.items | length), .total]) == [
    ["1007", "2026-11-18T09:15:00+01:00", "fulfilled", 2, "71.30"], ["1008", "2026-11-18T10:02:00+01:00", "cancelled", 1, "-1049.00"]]'
  holds 'all(has("warnings") | not)'
  mkdir -p own/layouts
  echo '{"name":"Till"}' >own/shop.json
  cp till.json own/layouts/
  run order-import --shop own/shop.json --list-layouts
  [[ $output == *"till               The shop's own till"* ]]
  import --shop own/shop.json till.csv
  [ "$code" -eq 0 ]
  holds 'length == 2 and all(.source.format == "till")'
  # One of the shop's hides the kit's of the same name.
  sed 's/"about".*/"about": "ours",/' till.json >own/layouts/etsy.json
  run order-import --shop own/shop.json --from etsy --list-layouts
  [[ $output == 'etsy               ours'* ]]
}

@test "a layout that is wrong says file, line and key, and ends the run" {
  bad() {
    printf '%s\n' "$@" >bad.json
    run --separate-stderr order-import --map bad.json /dev/null
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    echo "$stderr"
  }
  [ "$(bad '{"require":["A"],' '"order":{"id":"A"},' '"colour":1}')" = 'order-import: bad.json:3: colour: no such key; see aftercare-layout(5)' ]
  [ "$(bad '{"require":["A"],' '"order":{"id":"A","size":"B"}}')" = 'order-import: bad.json:2: order.size: no such field; see aftercare-layout(5)' ]
  [ "$(bad '{"require":["A"],"order":{' '"status":{"column":"S","words":{"x":"lost"}}}}')" = \
    'order-import: bad.json:2: order.status.words.x: expected one of open, fulfilled, cancelled, refunded, got "lost"' ]
  [ "$(bad '{"require":["A"],"dates":"YYYY","order":{"id":"A"}}')" = \
    'order-import: bad.json:1: dates: "YYYY" is no date pattern: it needs one year (YYYY or YY), one month (MM, M, MMM or MMMM) and one day (DD or D)' ]
  [ "$(bad '{"require":["A"],"zone":"Mars/Base","order":{"id":"A"}}')" = 'order-import: bad.json:1: zone: there is no time zone "Mars/Base"' ] ||
    [[ $(bad '{"require":["A"],"zone":"Mars/Base","order":{"id":"A"}}') == 'order-import: bad.json:1: zone: '*Mars/Base* ]]
  [ "$(bad '{"order":{"id":"A"}}')" = 'order-import: bad.json:1: require: expected the columns to know it by, got nothing' ]
  [ "$(bad '{"require":["A"],"rows":"lines","order":{"id":"A"}}')" = 'order-import: bad.json:1: rows that are lines need a key' ]
  [[ $(bad '{"require":["A"],' '"order":{"id":"A"' '}') == 'order-import: bad.json: line '* ]]
  [ "$(bad '{"require":["A"],"order":{"id":{"join":["A"],"value":"x"}}}')" = 'order-import: bad.json:1: order.id: expected one of column, join, add and value' ]
}

@test "real data: Etsy's, Walmart's and Amazon's exports" {
  need_data orders/etsy-sold-order-items.csv
  import "$AFTERCARE_TEST_DATA/orders/etsy-sold-order-items.csv"
  [ "$code" -eq 1 ]
  holds 'map([.number, (.items | length), .total]) == [["3310000001", 2, "74.96"], ["3310000002", 1, "31.98"],
    ["3310000003", 1, "31.98"], ["3310000004", 1, "26.99"]]'
  [ "$(jq -r '[.line, .reason] | @tsv' rejects)" = '7	Quantity: expected a whole number, got nothing' ]
  valid
  import "$AFTERCARE_TEST_DATA/orders/walmart-orders.csv"
  [ "$code" -eq 0 ]
  holds 'map([.status, (.items | length), .total]) == [["open", 2, "77.91"], ["cancelled", 1, "25.97"], ["open", 1, "32.44"]]'
  valid
  import "$AFTERCARE_TEST_DATA/orders/amazon-unshipped-orders.txt"
  [ "$code" -eq 1 ]
  holds 'map([.currency, .total]) == [["USD", "29.31"], ["USD", "93.92"], ["USD", "27.14"]]'
  [ "$(jq -r '[.line, .reason] | @tsv' rejects)" = '5	purchase-date: expected an RFC 3339 time, got "not-a-date"' ]
  valid
}

@test "real data: Shopify's dirty export, row by row" {
  need_data orders/shopify-orders-dirty.csv
  import "$AFTERCARE_TEST_DATA/orders/shopify-orders-dirty.csv"
  [ "$code" -eq 1 ]
  # Line 1 is a comment before the header: passed over.
  grep -q ': 1 line before the header passed over$' said
  # 2001 is sound. 2003 has no address, which is no matter of an order. 2009 is in another currency, as orders may be.
  # 2012 is refunded. None of these says anything.
  holds 'map(select(has("warnings") | not) | .number) == ["#2001", "#2003", "#2009", "#2012"]'
  holds 'map(select(.number == "#2009").currency) == ["USD"]'
  holds 'map(select(.number == "#2012").status) == ["refunded"]'
  # 2006 stands twice, order fields and all: the second is an order that came before; both do not add up.
  holds 'map(select(.number == "#2006") | .warnings | length) == [2, 3]'
  holds 'map(select(.number == "#2006"))[1].warnings[2] | startswith("an order 5400000000006 came before")'
  # 2007 has one item of 2249.00 and a subtotal of 4498.00: it does not add up, and says so.
  holds 'map(select(.number == "#2007"))[0] | .warnings[0] == "the items add up to 2249.00, not to the subtotal 4498.00" and .subtotal == "4498.00"'
  # 2008 has a payment status that nobody knows: the order is one, the word is left out.
  holds 'map(select(.number == "#2008"))[0] | .warnings == ["Financial Status: \"wibble\" is a word this layout does not know"] and (.payment | has("status") | not)'
  # 2011 comes to less than nothing: it adds up, and is told.
  holds 'map(select(.number == "#2011"))[0] | .warnings == ["the total is negative"] and .total == "-590.00"'
  # What cannot be an order: 2002 has an amount finer than a paisa, 2004 is cut off, 2005 has a date that may be of March
  # or of August, and 2010 a comma without quotes, which moves every cell behind it.
  [ "$(jq -r '[.line, .reason] | @tsv' rejects)" = '4	Total: expected an amount in INR such as "12.50", got "1234.567"
6	the row has 4 cells, the header 21
7	Created at: expected a date written YYYY-MM-DD hh:mm:ss ZZZZ, got "03/08/2026"
13	the row has 22 cells, the header 21' ]
  holds 'length == 9'
  valid
}

@test "real data: all 431,673 lines of the online retailer" {
  need_data orders/online_retail_until_2011-10.csv.gz
  zcat "$AFTERCARE_TEST_DATA/orders/online_retail_until_2011-10.csv.gz" >retail.csv
  import retail.csv
  [ "$code" -eq 1 ]
  [ "$(ended)" -eq 431673 ]
  # Four lines have a price of a tenth of a penny.
  [ "$(jq -r .reason rejects | sort | uniq -c | tr -s ' ')" = ' 4 UnitPrice: expected an amount in GBP such as "12.50", got "0.001"' ]
  # Each invoice in the order of the file: its lines, its quantities and its pence, counted another way.
  python3 - retail.csv rejects >want <<'END'
import csv, decimal, itertools, json, sys
gone = {json.loads(line)["line"] for line in open(sys.argv[2])}
rows = ((n, row) for n, row in enumerate(csv.DictReader(open(sys.argv[1], encoding="utf-8")), 2))
for number, lines in itertools.groupby(rows, lambda line: line[1]["InvoiceNo"]):
    kept = [row for n, row in lines if n not in gone]
    if kept:
        total = sum(int(row["Quantity"]) * decimal.Decimal(row["UnitPrice"]).quantize(decimal.Decimal("0.01")) for row in kept)
        print(number, len(kept), sum(int(row["Quantity"]) for row in kept), total)
END
  jq -r '"\(.id) \(.items | length) \([.items[].quantity] | add) \(.total)"' got >have
  same want have
  holds 'map(select(.id | startswith("C"))) | length > 3000 and all(.status == "cancelled") and all(.[].items[]; .quantity < 0)'
  holds 'map(select(.id | startswith("A")).total) | sort == ["-11062.06", "-11062.06", "11062.06"]'
  [ "$(jq -r 'select((.warnings // []) | any(contains("came before"))) | .id' got | wc -l)" -eq \
    "$(($(wc -l <have) - $(cut -d ' ' -f 1 have | sort -u | wc -l)))" ]
}

@test "what several rows of an order give cause for is said once" {
  {
    echo 'amazon-order-id,purchase-date,order-status,product-name,sku,quantity,currency,item-price,ship-country'
    echo '1,2026-11-01T10:00:00Z,Shipped,Pan,S,1,EUR,10.00,Narnia'
    echo '1,2026-11-01T10:00:00Z,Shipped,Lid,T,1,EUR,5.00,Narnia'
  } >in.csv
  import in.csv
  [ "$code" -eq 0 ]
  holds '.[0] | (.items | length) == 2 and .warnings == ["ship-country: \"Narnia\" is no country that is known"]'
}
