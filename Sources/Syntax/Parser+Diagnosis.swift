extension Parser {
  mutating func diagnoseExpression() throws(Failed) {}
  mutating func diagnoseNamedExpression() throws(Failed) {}
  mutating func diagnoseForTarget() throws(Failed) {}
  mutating func diagnoseParenthesized(_ start: Int) throws(Failed) {}
  mutating func diagnoseComprehension(_ start: Int) throws(Failed) {}
  mutating func diagnoseBraces(_ start: Int) throws(Failed) {}
  mutating func diagnoseArguments() throws(Failed) {}
  mutating func diagnoseKeyword() throws(Failed) {}
  mutating func diagnoseParameters(isLambda: Bool) throws(Failed) {}
  mutating func diagnoseDelete() throws(Failed) {}
  mutating func diagnoseAssignment() throws(Failed) {}
  mutating func diagnoseWithTarget() throws(Failed) {}
  mutating func diagnoseExceptType() throws(Failed) {}
  mutating func diagnoseAsTarget() throws(Failed) {}
  mutating func diagnoseClassPattern() throws(Failed) {}
}
