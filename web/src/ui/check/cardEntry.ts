import type { Card } from "../../room/model";

export const EMPTY_CARD: Card = { where: "", phone: "" };

/** The card without spaces around what was typed; null while a part of it is missing. */
export function fullCard({ where, phone }: Card): Card | null {
  const card = { where: where.trim(), phone: phone.trim() };
  return card.where === "" || card.phone === "" ? null : card;
}
