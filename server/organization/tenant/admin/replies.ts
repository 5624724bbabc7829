/** How the admin page answers: whole pages, and pages that say one thing. */
import type { FastifyReply } from 'fastify';
import type { TenantService } from '../service.ts';
import { messageContent, renderPage, type Page } from './layout.ts';

export const sendPage = (reply: FastifyReply, status: number, page: Page): FastifyReply =>
  reply.code(status).type('text/html; charset=utf-8').send(renderPage(page));

export function sendMessage(
  service: TenantService,
  reply: FastifyReply,
  status: number,
  heading: string,
  message: string,
): FastifyReply {
  const content = messageContent(heading, message);
  return sendPage(reply, status, { title: heading, organizationName: service.organization.name, content });
}

export const refuseForeignForm = (service: TenantService, reply: FastifyReply): FastifyReply =>
  sendMessage(service, reply, 403, 'Not done', 'The form did not come from this page, or it was too old.');
