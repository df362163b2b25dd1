/**
 * Rows in the order of the stream: {@link org.smilestream.operators.order.OrderOperator} releases
 * them as the watermark passes, in the same order whatever the parallelism, joins late labels and
 * encodes what the chains and the predictions need.
 */
package org.smilestream.operators.order;
