/**
 * A model for each key: {@link org.smilestream.operators.keyed.KeyedModelOperator} is order, chains
 * and predictions of thousands of small models in one operator.
 */
package org.smilestream.operators.keyed;
