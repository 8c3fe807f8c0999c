// Reads [[schema, [file, ...]], ...] and tells what Ajv finds wrong in each YAML file, as {file: [words, ...]}.
const { readFileSync } = require("node:fs");
const Ajv = require("ajv");
const { parseDocument } = require("yaml");

const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true });
for (const word of ["enumDescriptions", "patternErrorMessage"]) ajv.addKeyword(word);

const told = {};
for (const [schema, files] of JSON.parse(readFileSync(0, "utf8"))) {
  const validate = ajv.compile(schema);
  for (const file of files) {
    const document = parseDocument(readFileSync(file, "utf8"), { version: "1.2" });
    const faults = document.errors.map(String);
    if (!faults.length && !validate(document.toJS()))
      faults.push(...validate.errors.map((e) => `${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`));
    told[file] = faults;
  }
}
console.log(JSON.stringify(told));
