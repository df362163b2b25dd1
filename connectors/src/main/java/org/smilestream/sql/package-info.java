/**
 * A live posterior as a model of Flink SQL: {@code CREATE MODEL … WITH ('provider' =
 * 'smilestream')}, for {@code ML_PREDICT}. See docs/sql.md.
 */
package org.smilestream.sql;
